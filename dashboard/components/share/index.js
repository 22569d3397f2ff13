// The address is read when the button is pressed, not when it was drawn: parts of the view change without Python.
export default function ({ parentElement, data }) {
  const button = parentElement.querySelector("button");
  const field = parentElement.querySelector("input");
  button.textContent = data.label;
  field.setAttribute("aria-label", data.label);
  button.onclick = async () => {
    try {
      await navigator.clipboard.writeText(window.location.href);
      button.textContent = data.done;
      setTimeout(() => {
        button.textContent = data.label;
      }, 2000);
    } catch {
      // without https a browser keeps the clipboard to itself: show the link, ready to be copied by hand
      field.hidden = false;
      field.value = window.location.href;
      field.select();
    }
  };
}
