"""A page with what the tests of the server need: a download, a box to type in, a failure, and a table."""

import pandas as pd
import streamlit as st

st.title("A page", anchor=False)
st.download_button("Download", data="# My plan", file_name="plan.md", mime="text/markdown")
typed = st.text_area("Your words")
st.markdown(f"{len(typed)} characters")
if st.button("Fail"):
    raise ValueError(f"The words were {typed}")
st.bar_chart({"a": [1, 2, 3]})
st.dataframe(pd.DataFrame({"a": [1, 2]}))
st.markdown("The end")
