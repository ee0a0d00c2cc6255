"""The pages of the app: each file is a script that Streamlit runs from the top."""
