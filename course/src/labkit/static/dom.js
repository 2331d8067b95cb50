// How views make what they show. No form in here.
export const make = (tag, attrs = {}, ...kids) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attrs)) {
    if (name === "class") node.className = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node && typeof value !== "string") node[name] = value;
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...kids.filter((kid) => kid != null && kid !== false && kid !== ""));
  return node;
};
export const svg = (tag, attrs = {}, ...kids) => {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attrs)) node.setAttribute(name, value);
  node.append(...kids);
  return node;
};
// every form is a module of its own in one page: without a part by chance their ids would meet
const lot = Math.random().toString(36).slice(2, 8);
let serial = 0;
export const unique = (word) => `lk-${lot}-${word}-${++serial}`;
