// A part of the page that is loaded, fails and is tried again by itself.

class Section extends HTMLElement {
  connectedCallback() {
    if (this.hasAttribute('pending')) {
      this.load();
    }

    this.addEventListener('click', event => {
      if (event.target.closest('[data-retry]')) {
        event.preventDefault();
        this.load();
      }
    });
  }

  /** Where it is loaded from. */
  get source() {
    return this.getAttribute('src');
  }

  set source(address) {
    this.setAttribute('src', address);
  }

  /** Loads it anew. What is shown stays until the new is there; focus stays where it was. */
  async load() {
    this.loading?.abort();
    const loading = this.loading = new AbortController();
    this.setAttribute('aria-busy', 'true');
    let html;
    try {
      const answer = await fetch(this.source, { signal: loading.signal, headers: { 'X-Part': '1' }, redirect: 'error' });
      if (answer.status === 401 || answer.status === 403) {
        location.reload();
        return;
      }

      if (!answer.headers.get('Content-Type')?.startsWith('text/html')) {
        throw new Error(`status ${answer.status}`);
      }

      html = await answer.text();
    } catch (failure) {
      if (loading.signal.aborted) {
        return;
      }

      // The gateway is away: what is shown is better than nothing, and it is tried again.
      this.again ??= setTimeout(() => { this.again = undefined; this.load(); }, 5000);
      return;
    } finally {
      this.removeAttribute('aria-busy');
    }

    this.show(html);
  }

  show(html) {
    const parsed = new DOMParser().parseFromString(html, 'text/html');
    if (parsed.querySelector('[data-notice]')) {
      return;
    }

    const focused = this.contains(document.activeElement) ? document.activeElement.getAttribute('data-focus') ?? document.activeElement.id : null;
    const open = [...this.querySelectorAll('details[open][id]')].map(each => each.id);
    this.replaceChildren(...parsed.body.childNodes);
    this.removeAttribute('pending');
    for (const id of open) {
      this.querySelector(`#${CSS.escape(id)}`)?.setAttribute('open', '');
    }

    if (focused) {
      this.querySelector(`[data-focus="${CSS.escape(focused)}"], #${CSS.escape(focused)}`)?.focus({ preventScroll: true });
    }

    this.dispatchEvent(new CustomEvent('purser:shown', { bubbles: true }));
  }
}

customElements.define('purser-section', Section);
