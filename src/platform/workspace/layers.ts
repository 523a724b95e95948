/** Which parts of a lake are its layers: as strata.yaml says, else as the names of buckets and folders suggest. */
import { fillOutputs, type StrataYaml } from './strataYaml.ts';

export interface Layer {
  readonly name: string;
  readonly title: string;
  readonly bucket: string;
  /** Empty for the whole bucket, else it ends with a slash. */
  readonly prefix: string;
}

/** A bucket and the folders at its top, as one ListObjectsV2 with a delimiter tells. */
export interface BucketOutline {
  readonly bucket: string;
  /** Each with its slash: `raw/`. */
  readonly folders: readonly string[];
}

type Stage = 'raw' | 'refined' | 'curated';

const stageOfWord: ReadonlyMap<string, Stage> = new Map([
  ...['raw', 'bronze', 'landing'].map((word) => [word, 'raw'] as const),
  ...['silver', 'processed', 'clean', 'staging'].map((word) => [word, 'refined'] as const),
  ...['gold', 'curated', 'marts'].map((word) => [word, 'curated'] as const),
]);

const stages: readonly Stage[] = ['raw', 'refined', 'curated'];

/**
 * The layers that a strata.yaml declares, in its order.
 * @throws AppError `not-found` when a location names an output that the stack lacks
 */
export function declaredLayers(declared: StrataYaml, outputs: Readonly<Record<string, string>>): Layer[] {
  return (declared.layers ?? []).map((layer) => {
    const { bucket, prefix } = splitS3Uri(fillOutputs(layer.location, outputs));
    return { name: layer.name, title: layer.title ?? layer.name, bucket, prefix: prefix === '' ? '' : folder(prefix) };
  });
}

/**
 * Layers as conventional names suggest them, raw first. A bucket named for one (`acme-raw-zone`) is a layer as a
 * whole; otherwise its top folders that are named so are. Names that fit several times are told apart by their bucket.
 */
export function detectLayers(buckets: readonly BucketOutline[]): Layer[] {
  const found: (Layer & { stage: Stage })[] = [];
  for (const { bucket, folders } of buckets) {
    const word = bucket.split(/[-.]/).find((part) => stageOfWord.has(part));
    if (word) {
      found.push({ name: word, title: word, bucket, prefix: '', stage: stageOfWord.get(word)! });
      continue;
    }
    for (const each of folders) {
      const name = each.replace(/\/$/, '').toLowerCase();
      const stage = stageOfWord.get(name);
      if (stage) found.push({ name, title: name, bucket, prefix: each, stage });
    }
  }
  const ordered = stages.flatMap((stage) => found.filter((layer) => layer.stage === stage));
  return ordered.map(({ stage: _, ...layer }) => {
    const ambiguous = ordered.filter((other) => other.name === layer.name).length > 1;
    return ambiguous ? { ...layer, title: `${layer.title} (${layer.bucket})` } : layer;
  });
}

/** The layer that an object or folder lies in: the one with the longest prefix. */
export function layerOf(layers: readonly Layer[], bucket: string, key: string): Layer | undefined {
  return layers
    .filter((layer) => layer.bucket === bucket && key.startsWith(layer.prefix))
    .reduce<Layer | undefined>(
      (best, layer) => (best && best.prefix.length >= layer.prefix.length ? best : layer),
      undefined,
    );
}

/** `s3://bucket/some/key` in its two parts; a bare bucket has the empty prefix. */
export function splitS3Uri(uri: string): { bucket: string; prefix: string } {
  const [, bucket = '', prefix = ''] = /^s3:\/\/([^/]+)\/?(.*)$/s.exec(uri) ?? [];
  return { bucket, prefix };
}

function folder(prefix: string): string {
  return prefix.endsWith('/') ? prefix : `${prefix}/`;
}
