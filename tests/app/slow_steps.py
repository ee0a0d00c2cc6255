"""A page with the line of steps, and a step whose box can be typed into before the drawing is over."""

from time import sleep

import streamlit as st

from coach.ui import state
from coach.ui.components.steps_line import steps_line

st.title("Slow steps", anchor=False)
steps_line()
st.markdown(f"The step is {state.step()}.")
if state.step() == "account":
    st.text_area("Your words", key="words")
    sleep(0.5)
else:
    st.button("Go on", on_click=state.go_to_step, args=("account",))
