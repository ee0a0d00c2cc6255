"""Pictures of groups, drawn by Vega-Lite: sharp at any width, in the theme's own colours, with no markup of ours."""
