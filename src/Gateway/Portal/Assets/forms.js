// What is typed beside a choice makes that choice.

export function choose(root) {
  root.addEventListener('input', event => {
    const choice = event.target.dataset?.chooses;
    if (choice) {
      event.target.form.querySelector(`input[type=radio][value="${choice}"]`).checked = true;
    }
  });
}
