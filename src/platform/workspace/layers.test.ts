import { describe, expect, it } from 'vitest';
import { declaredLayers, detectLayers } from './layers.ts';

describe('declaredLayers', () => {
  it('fills in outputs and keeps the order', () => {
    const layers = declaredLayers(
      {
        version: 1,
        layers: [
          { name: 'raw', title: 'Crudo', location: 's3://${Lake}/raw' },
          { name: 'gold', location: 's3://marts' },
        ],
      },
      { Lake: 'lake-1' },
    );
    expect(layers).toEqual([
      { name: 'raw', title: 'Crudo', bucket: 'lake-1', prefix: 'raw/' },
      { name: 'gold', title: 'gold', bucket: 'marts', prefix: '' },
    ]);
  });
});

describe('detectLayers', () => {
  it('finds folders by their names, in the order of the data’s flow', () => {
    const layers = detectLayers([{ bucket: 'lake', folders: ['athena-results/', 'gold/', 'Processed/', 'raw/'] }]);
    expect(layers.map((layer) => layer.prefix)).toEqual(['raw/', 'Processed/', 'gold/']);
    expect(layers[1]?.name).toBe('processed');
  });

  it('takes a bucket named for a layer as a whole, and not by part of a word', () => {
    const layers = detectLayers([
      { bucket: 'acme-curated-eu', folders: ['raw/'] },
      { bucket: 'acme-landing', folders: [] },
      { bucket: 'drawings', folders: ['rawhide/', 'logs/'] },
    ]);
    expect(layers).toEqual([
      { name: 'landing', title: 'landing', bucket: 'acme-landing', prefix: '' },
      { name: 'curated', title: 'curated', bucket: 'acme-curated-eu', prefix: '' },
    ]);
  });

  it('tells layers of the same name apart', () => {
    const layers = detectLayers([
      { bucket: 'a', folders: ['raw/'] },
      { bucket: 'b', folders: ['raw/'] },
    ]);
    expect(layers.map((layer) => layer.title)).toEqual(['raw (a)', 'raw (b)']);
  });
});
