declare const brand: unique symbol;

/** A string that may not be mixed up with other strings: `Brand<string, 'RunId'>` is a string, a string is no `RunId`. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
