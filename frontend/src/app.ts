/** The entry: styles, htmx, controllers. What a controller does is written in its own file. */
import "./styles/tabler.scss";
import "./styles/app.css";
import { setUpChanges } from "./changes";
import { start } from "./controller";
import { controllers } from "./controllers";
import { setUpHtmx } from "./htmx-setup";

setUpHtmx();
setUpChanges();
start(controllers);
