// What is wider than the window, unless it scrolls by itself.
(width) => {
  const page = document.scrollingElement;
  if (page.scrollWidth <= width && visualViewport.scale === 1) return [];
  const wide = [...document.body.querySelectorAll("*")].filter((one) => one.getBoundingClientRect().right > width + 1);
  const told = wide.slice(0, 8).map((one) => one.outerHTML.replace(/\s+/g, " ").slice(0, 120));
  return [`the page is ${page.scrollWidth} wide in a window of ${width}`, ...told];
}
