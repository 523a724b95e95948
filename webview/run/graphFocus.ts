import type { PlacedNode } from './graphLayout.ts';

/** Which way a key leads, as a step on the screen. */
const directions: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

/** Start and end are no states: nothing can be said of them. */
export function isState(node: PlacedNode): boolean {
  return node.type !== 'Start' && node.type !== 'End';
}

/**
 * The state that a key leads to from another: the nearest one that way, where what lies straight ahead counts as nearer
 * than what lies aside; Home and End lead to the topmost and the lowest. Undefined when there is none.
 */
export function neighbour(nodes: readonly PlacedNode[], from: string, key: string): PlacedNode | undefined {
  const states = nodes.filter(isState);
  if (key === 'Home' || key === 'End') {
    const byHeight = states.toSorted((a, b) => placeOf(a).y - placeOf(b).y);
    return key === 'Home' ? byHeight[0] : byHeight.at(-1);
  }
  const direction = directions[key];
  const start = states.find(({ id }) => id === from);
  if (!direction || !start) return undefined;
  const at = placeOf(start);
  const reachable = states.flatMap((node) => {
    const { y } = placeOf(node);
    // A container is as wide as all that is inside it.
    const half = node.container ? node.width / 2 : 0;
    const x = Math.min(Math.max(at.x, node.x - half), node.x + half);
    const [dx, dy] = [x - at.x, y - at.y];
    const ahead = dx * direction[0] + dy * direction[1];
    const aside = Math.abs(dx * direction[1]) + Math.abs(dy * direction[0]);
    return ahead > 1 ? [{ node, distance: ahead + 2 * aside }] : [];
  });
  return reachable.toSorted((a, b) => a.distance - b.distance)[0]?.node;
}

/** A container is where its name stands, above what is inside it. */
function placeOf(node: PlacedNode): { readonly x: number; readonly y: number } {
  return { x: node.x, y: node.container ? node.y - node.height / 2 : node.y };
}
