//! How somebody looks at the console: the width of their window, light or dark, their language, with or without scripts.

/// A way to look at it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Look {
    /// The window's width in pixels.
    pub(crate) width: u32,
    /// The window's height in pixels.
    pub(crate) height: u32,
    /// The system is set to dark colours.
    pub(crate) is_dark: bool,
    /// What the browser asks for.
    pub(crate) language: &'static str,
    /// Scripts run.
    pub(crate) scripts: bool,
}

impl Look {
    /// A desk: 1280 wide, light, Dutch, with scripts.
    pub(crate) fn desk() -> Self {
        Self { width: 1280, height: 800, is_dark: false, language: "nl-NL", scripts: true }
    }

    /// A phone: 360 wide, light, Dutch, with scripts.
    pub(crate) fn phone() -> Self {
        Self { width: 360, height: 740, ..Self::desk() }
    }

    /// The same without scripts.
    pub(crate) fn without_scripts(self) -> Self {
        Self { scripts: false, ..self }
    }

    /// The same in English.
    pub(crate) fn english(self) -> Self {
        Self { language: "en-GB", ..self }
    }

    /// Whether it is held in a hand.
    pub(crate) fn is_phone(self) -> bool {
        self.width < 600
    }
}
