/** Names under which templates call the controllers. */
import type { ControllerClass } from "../controller";
import { ConfirmController } from "./confirm";
import { DialogController } from "./dialog";
import { MenuController } from "./menu";
import { RailController } from "./rail";
import { ShortcutsController } from "./shortcuts";
import { TabsController } from "./tabs";
import { ThemeController } from "./theme";
import { ToastsController } from "./toasts";
import { VarsController } from "./vars";

export const controllers: Record<string, ControllerClass> = {
  confirm: ConfirmController,
  dialog: DialogController,
  menu: MenuController,
  rail: RailController,
  shortcuts: ShortcutsController,
  tabs: TabsController,
  theme: ThemeController,
  toasts: ToastsController,
  vars: VarsController,
};
