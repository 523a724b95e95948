/** The process of one ingestion: it reads the sources' rows and writes the extract, and ends with the endpoint. */
import { serve } from '../../../processes/ipc.ts';
import { extract } from '../extracting/extract.ts';
import type { ExtractorApi } from './extractorApi.ts';

const api: ExtractorApi = { extract };

serve(api);
