/** The process of an ingestion, for the endpoint. */
import path from 'node:path';
import { type ForkedProgram, forkProgram } from '../../../processes/forkedProgram.ts';
import type { ExtractorApi } from './extractorApi.ts';

/** The process ended while it had work. */
export class ExtractorCrash extends Error {
  override readonly name = 'ExtractorCrash';
}

export function startExtractor(): ForkedProgram<ExtractorApi> {
  return forkProgram<ExtractorApi>({
    file: programFile(),
    onEnd: (_, { how, complaint }) =>
      new ExtractorCrash(`The process of the ingestion ended unexpectedly (${how}). ${complaint}`.trim()),
  });
}

/** Beside the bundle in the product, its source where the sources run directly. */
function programFile(): string {
  const name = import.meta.filename.endsWith('.ts') ? 'extractorMain.ts' : 'extractor.js';
  return path.join(import.meta.dirname, name);
}
