/** How often the columns are gone through in both directions; lines get little shorter after that. */
const rounds = 6;

/**
 * The middle of each thing from the top: near to what it is joined to, in columns in which nothing overlaps.
 * @param columns what stands in each, in a first order
 * @param joints what is joined, from a column to the next or to another
 * @param heightOf the room that a thing takes, with the gap to the next
 */
export function settleRows(
  columns: readonly (readonly string[])[],
  joints: readonly (readonly [string, string])[],
  heightOf: (id: string) => number,
): ReadonlyMap<string, number> {
  const [before, after] = [new Map<string, string[]>(), new Map<string, string[]>()];
  const add = (to: Map<string, string[]>, key: string, value: string) => {
    const known = to.get(key);
    if (known) known.push(value);
    else to.set(key, [value]);
  };
  for (const [from, to] of joints) {
    add(after, from, to);
    add(before, to, from);
  }
  const middle = new Map<string, number>();
  for (const column of columns) {
    let y = 0;
    for (const id of column) {
      middle.set(id, y + heightOf(id) / 2);
      y += heightOf(id);
    }
  }
  for (let round = 0; round < rounds; round++) {
    const forward = round % 2 === 0;
    const neighbours = forward ? before : after;
    for (const column of forward ? columns : columns.toReversed()) {
      place(column, middle, (id) => median(neighbours.get(id), middle) ?? middle.get(id) ?? 0, heightOf);
    }
  }
  // Last with both sides: what is joined to one thing stands level with it.
  for (const column of columns) {
    const both = (id: string) => [...(before.get(id) ?? []), ...(after.get(id) ?? [])];
    place(column, middle, (id) => median(both(id), middle) ?? middle.get(id) ?? 0, heightOf);
  }
  return middle;
}

function median(ids: readonly string[] | undefined, middle: ReadonlyMap<string, number>): number | undefined {
  if (ids === undefined || ids.length === 0) return undefined;
  const values = ids.map((id) => middle.get(id) ?? 0).sort((a, b) => a - b);
  const half = values.length >> 1;
  return values.length % 2 === 1 ? values[half]! : (values[half - 1]! + values[half]!) / 2;
}

/** A run of things that touch, standing where the mean of their wishes is. */
interface Block {
  readonly ids: string[];
  height: number;
  /** Sum of where each wishes the block's top to be. */
  wish: number;
}

/** Puts a column's things where they wish to be, in that order; those that would overlap share the room evenly. */
function place(
  column: readonly string[],
  middle: Map<string, number>,
  wishOf: (id: string) => number,
  heightOf: (id: string) => number,
): void {
  const wishes = new Map(column.map((id) => [id, wishOf(id)]));
  const ordered = column.toSorted((a, b) => wishes.get(a)! - wishes.get(b)! || middle.get(a)! - middle.get(b)!);
  const topOf = (block: Block) => block.wish / block.ids.length;
  const blocks: Block[] = [];
  for (const id of ordered) {
    let block: Block = { ids: [id], height: heightOf(id), wish: wishes.get(id)! - heightOf(id) / 2 };
    for (let last = blocks.at(-1); last && topOf(last) + last.height > topOf(block); last = blocks.at(-1)) {
      blocks.pop();
      const wish = last.wish + block.wish - last.height * block.ids.length;
      block = { ids: [...last.ids, ...block.ids], height: last.height + block.height, wish };
    }
    blocks.push(block);
  }
  for (const block of blocks) {
    let y = topOf(block);
    for (const id of block.ids) {
      middle.set(id, y + heightOf(id) / 2);
      y += heightOf(id);
    }
  }
}
