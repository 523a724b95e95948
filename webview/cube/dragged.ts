/** What is dragged between the list of fields and the zones. */
export interface Dragged {
  /** Levels of one dimension or hierarchy, or a measure. */
  readonly kind: 'levels' | 'measure';
  readonly names: readonly string[];
}

const type = 'application/x-strata-field';

export function startDrag(event: DragEvent, dragged: Dragged): void {
  event.dataTransfer?.setData(type, JSON.stringify(dragged));
  if (event.dataTransfer) event.dataTransfer.effectAllowed = 'move';
}

/** Whether something of ours is over a zone, which then takes it. */
export function allowDrop(event: DragEvent): boolean {
  if (!event.dataTransfer?.types.includes(type)) return false;
  event.preventDefault();
  event.dataTransfer.dropEffect = 'move';
  return true;
}

/** What was dropped; undefined for what is none of ours. */
export function dropped(event: DragEvent): Dragged | undefined {
  const text = event.dataTransfer?.getData(type);
  if (!text) return undefined;
  event.preventDefault();
  return JSON.parse(text) as Dragged;
}
