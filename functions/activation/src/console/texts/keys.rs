//! Texts about a company's own key to its bookkeeping package, for each package.

use crate::console::text::texts;

texts! {
    IMUIS_WHAT: "Met de omgevingscode opent iMUIS uw administratie voor Koppel. Koppel kijkt meteen welke administratie het is; u bevestigt dat het de juiste is.", "With the environment code iMUIS opens your administration to Koppel. Koppel looks at once which one it is; you confirm it.";
    IMUIS_TITLE: "De omgevingscode van iMUIS", "The environment code of iMUIS";
    IMUIS_WHERE: "Zo vindt u de code:", "How to find the code:";
    IMUIS_STEP_1: "Open iMUIS Online en kies Muis Apps.", "Open iMUIS Online and choose Muis Apps.";
    IMUIS_STEP_2: "Kies Simple-Simon.", "Choose Simple-Simon.";
    IMUIS_STEP_3: "Klik op „Activeer deze app” en kies de administratie die u wilt koppelen.", "Click “Activeer deze app” and choose the administration that you want to link.";
    IMUIS_STEP_4: "Kopieer de omgevingscode die verschijnt, en plak die hieronder.", "Copy the environment code that appears, and paste it below.";
    IMUIS_NAME: "Omgevingscode", "Environment code";
    IMUIS_HELP: "De code wordt versleuteld bewaard en nooit meer getoond.", "The code is kept encrypted and never shown again.";
    IMUIS_RIGHT: "De code klopt.", "The code is right.";
    IMUIS_OPENS: "Deze code opent de administratie", "It opens the administration";
    IMUIS_OTHER: "Een andere code invoeren", "Enter another code";

    SNELSTART_WHAT: "Met de koppelsleutel opent SnelStart uw administratie voor Koppel. Koppel kijkt meteen welke administratie het is; u bevestigt dat het de juiste is.", "With the link key SnelStart opens your administration to Koppel. Koppel looks at once which one it is; you confirm it.";
    SNELSTART_TITLE: "De koppelsleutel van SnelStart", "The link key of SnelStart";
    SNELSTART_WHERE: "Zo maakt u de sleutel:", "How to make the key:";
    SNELSTART_STEP_1: "Open SnelStart Web in de administratie die u wilt koppelen.", "Open SnelStart Web in the administration that you want to link.";
    SNELSTART_STEP_2: "Kies Koppelingen, en daar Maatwerk.", "Choose Koppelingen, and there Maatwerk.";
    SNELSTART_STEP_3: "Maak een nieuwe koppelsleutel; zij geldt voor deze ene administratie.", "Make a new link key (koppelsleutel); it holds for this one administration.";
    SNELSTART_STEP_4: "Kopieer de koppelsleutel, en plak die hieronder.", "Copy the link key, and paste it below.";
    SNELSTART_NAME: "Koppelsleutel", "Link key (koppelsleutel)";
    SNELSTART_HELP: "De sleutel wordt versleuteld bewaard en nooit meer getoond. Zet u een back-up van de administratie terug, activeer hem dan opnieuw.", "The key is kept encrypted and never shown again. If you restore a backup of the administration, activate the key again.";
    SNELSTART_RIGHT: "De koppelsleutel klopt.", "The link key is right.";
    SNELSTART_OPENS: "Deze sleutel opent de administratie", "It opens the administration";
    SNELSTART_OTHER: "Een andere koppelsleutel invoeren", "Enter another link key";
}
