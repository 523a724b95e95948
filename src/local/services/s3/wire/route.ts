import type { Shape } from './xmlShape.ts';

/** One operation as it appears on the wire. */
export interface S3Route {
  readonly operation: string;
  readonly method: string;
  readonly on: 'service' | 'bucket' | 'object';
  /** Query parameters that must be there, with their value where the route names one. */
  readonly when?: readonly string[];
  /** A header that must be there. */
  readonly header?: string;
  /** Query parameter → input member. */
  readonly query?: Readonly<Record<string, string>>;
  readonly input?:
    | { readonly kind: 'xml'; readonly member: string; readonly root: string; readonly shape: Shape }
    | { readonly kind: 'text'; readonly member: string }
    | { readonly kind: 'stream' };
  readonly output?: /** `member` is the one that the XML is made of, where it is not the whole output. */
    | { readonly kind: 'xml'; readonly root: string; readonly shape: Shape; readonly member?: string }
    | { readonly kind: 'text'; readonly member: string };
  /** 200 where absent. */
  readonly status?: number;
}
