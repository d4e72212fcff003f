// Remembers everything that the Tab key must reach, and tells how much that is. A group of radio buttons is one stop;
// a date has one for each of its parts.
() => {
  const scope = document.querySelector("dialog:modal") ?? document;
  const kinds = "a[href], button, input, select, textarea, summary, [tabindex], [contenteditable]";
  const stops = [...scope.querySelectorAll(kinds)].filter((one) =>
    one.tabIndex >= 0 && !one.disabled && one.type !== "hidden" && !one.closest("[inert]") &&
    one.checkVisibility({ visibilityProperty: true }));
  const key = (one) => one.type === "radio" ? `${one.form?.id ?? ""}/${one.name}` : one;
  globalThis.koppelStops = { key, left: new Map(stops.map((one) => [key(one), one])) };
  const parts = stops.filter((one) => one.type === "date").length * 3;
  return globalThis.koppelStops.left.size + parts;
}
