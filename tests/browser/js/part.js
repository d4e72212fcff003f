// The smallest part of the page that has these words in it.
(words) => {
  const plain = (text) => text.replace(/\s+/g, " ").trim().toLowerCase();
  const parts = [...document.querySelectorAll("tr, li, article, section, fieldset, form, dialog, details, dl > div")];
  const holding = parts.filter((part) => plain(part.innerText).includes(plain(words)));
  holding.sort((one, other) => one.innerText.length - other.innerText.length);
  return holding[0] ?? null;
}
