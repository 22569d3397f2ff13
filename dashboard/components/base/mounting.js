// When a component ends.

/**
 * The cleanup that a component hands to Streamlit. Streamlit calls it when the component goes, but also for a run that
 * a newer one has overtaken: then the component is still on the page, and its keys and sizes must go on being heard.
 */
export function whenGone(parentElement, leave) {
  return () => {
    if (!parentElement.isConnected) leave();
  };
}
