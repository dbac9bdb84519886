// How what stands in a root is asked for, and what is around it: the page has its own way, elements in other pages have theirs.

/**
 * @typedef {object} Way
 * @property {string} name What is shared by all that follow the same team.
 * @property {string} base What addresses are relative to.
 * @property {string} language
 * @property {Record<string, string>} words
 * @property {() => (Document | ShadowRoot)[]} roots Where sections stand.
 * @property {(address: string, init?: RequestInit) => Promise<Response | undefined>} ask Undefined: there is nothing to be seen any more.
 * @property {(address: URL, names: string) => void} went Something else is looked at.
 * @property {(text: string) => void} say Says how the connection is doing.
 * @property {(text: string) => void} announce Says how the numbers are to those who listen to the page.
 * @property {(isUp: boolean) => void} isLive
 */

/** @type {WeakMap<Node, Way>} */
const ways = new WeakMap();

export const setWay = (root, way) => ways.set(root, way);

/** @returns {Way} */
export const wayOf = node => ways.get(node.getRootNode());

/** Everything of a kind, wherever it stands. */
export const all = (way, selector) => way.roots().flatMap(root => [...root.querySelectorAll(selector)]);

/** Sections by their names, with blanks between them. */
export const sectionsOf = (way, names) => names.split(' ').filter(Boolean).flatMap(name => all(way, `purser-section[id="${CSS.escape(name)}"]`));
