/** Names under which templates call the controllers. */
import type { ControllerClass } from "../controller";
import { AgoController } from "./ago";
import { AskingController } from "./asking";
import { LinkedController } from "./choices/linked";
import { PickerController } from "./choices/picker";
import { SelectController } from "./choices/select";
import { ComposerController } from "./composer";
import { CopyController } from "./copy";
import { BlocksController } from "./dashboards/blocks";
import { ChartController } from "./dashboards/chart";
import { WallController } from "./dashboards/wall";
import { LayoutController } from "./designer/layout";
import { RowListController } from "./designer/row-list";
import { StageMovesController } from "./designer/stage-moves";
import { SuggestController } from "./designer/suggest";
import { DraftController } from "./draft";
import { DropzoneController } from "./dropzone";
import { EditController } from "./edit";
import { FilterController } from "./filter";
import { ConfirmController } from "./frame/confirm";
import { DialogController } from "./frame/dialog";
import { KeysController } from "./frame/keys";
import { LanguageController } from "./frame/language";
import { LiveController } from "./frame/live";
import { PaletteController } from "./frame/palette";
import { RailController } from "./frame/rail";
import { ShortcutsController } from "./frame/shortcuts";
import { ThemeController } from "./frame/theme";
import { ToastsController } from "./frame/toasts";
import { LinesController } from "./lines";
import { MentionController } from "./mention";
import { MenuController } from "./menu";
import { BoardController } from "./moving/board";
import { CalendarController } from "./moving/calendar";
import { GanttController } from "./moving/gantt";
import { SortableController } from "./moving/sortable";
import { PasswordController } from "./password";
import { RowsController } from "./rows";
import { SelectionController } from "./selection";
import { TabsController } from "./tabs";
import { UploadController } from "./upload";
import { VarsController } from "./vars";

export const controllers: Record<string, ControllerClass> = {
  ago: AgoController,
  asking: AskingController,
  blocks: BlocksController,
  board: BoardController,
  calendar: CalendarController,
  chart: ChartController,
  composer: ComposerController,
  confirm: ConfirmController,
  copy: CopyController,
  dialog: DialogController,
  draft: DraftController,
  dropzone: DropzoneController,
  edit: EditController,
  filter: FilterController,
  gantt: GanttController,
  keys: KeysController,
  language: LanguageController,
  lines: LinesController,
  linked: LinkedController,
  layout: LayoutController,
  live: LiveController,
  mention: MentionController,
  menu: MenuController,
  palette: PaletteController,
  password: PasswordController,
  rail: RailController,
  "row-list": RowListController,
  picker: PickerController,
  rows: RowsController,
  select: SelectController,
  selection: SelectionController,
  shortcuts: ShortcutsController,
  sortable: SortableController,
  "stage-moves": StageMovesController,
  suggest: SuggestController,
  tabs: TabsController,
  theme: ThemeController,
  toasts: ToastsController,
  upload: UploadController,
  vars: VarsController,
  wall: WallController,
};
