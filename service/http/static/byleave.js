// Every page works without this: it stops a double press, and moves the focus to what is wrong with a form.
import { initAll } from "./vendor/nhsuk-frontend.min.js";
initAll();
