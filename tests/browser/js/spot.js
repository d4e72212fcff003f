// Where somebody would press this element, whether anything covers it there, and whether it leads somewhere.
function () {
  const label = this.labels?.[0];
  const is_tiny = (box) => box.width < 4 || box.height < 4;
  const shown = is_tiny(this.getBoundingClientRect()) && label ? label : this;
  const box = shown.getClientRects()[0];
  if (!box || is_tiny(box)) return { wrong: "it cannot be seen" };
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const found = document.elementFromPoint(x, y);
  const meant = [this, shown, ...(this.labels ?? [])];
  if (!meant.some((one) => one.contains(found) || found?.contains(one) && found.closest("label") === one.closest("label") && found.closest("label"))) {
    return { wrong: `it is covered by ${found?.outerHTML.slice(0, 200)}` };
  }
  if (this.disabled || this.getAttribute("aria-disabled") === "true") return { wrong: "it is disabled" };
  const submits = (this.tagName === "BUTTON" || this.tagName === "INPUT") && this.type === "submit" && this.form;
  return { x, y, leads: Boolean(this.closest("a[href]") || submits) };
}
