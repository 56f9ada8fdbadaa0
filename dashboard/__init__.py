"""The pages, in Streamlit: gather input, call one domain function, show the result."""
