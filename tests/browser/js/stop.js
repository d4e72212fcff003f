// Where the focus is now: what is wrong with it there, and what is still to be reached.
() => {
  const { key, left } = globalThis.koppelStops;
  const here = document.activeElement;
  const told = (one) => one.outerHTML.replace(/\s+/g, " ").slice(0, 120);
  const wrong = [];
  if (here && here !== document.body) {
    left.delete(key(here));
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(here);
    const is_outlined = outlineStyle !== "none" && parseFloat(outlineWidth) >= 1;
    // Of a date the browser shows which part has the focus.
    if (!is_outlined && boxShadow === "none" && here.type !== "date") wrong.push(`focus cannot be seen: ${told(here)}`);
    const box = here.getClientRects()[0];
    const middle = (from, to, most) => (Math.max(from, 0) + Math.min(to, most)) / 2;
    const found = box && document.elementFromPoint(
      middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight));
    if (!found) wrong.push(`focus is outside the window: ${told(here)}`);
    else if (!here.contains(found) && !found.contains(here)) wrong.push(`focus is covered: ${told(here)} by ${told(found)}`);
  }
  return { wrong, left: [...left.values()].map(told) };
}
