/** asl-validator ships no types. */
declare module 'asl-validator' {
  interface AslProblem {
    readonly 'Error code': string;
    readonly Message: string;
    readonly schemaError?: { readonly instancePath: string };
  }
  function validate(
    definition: unknown,
    options: { readonly checkPaths: boolean; readonly checkArn: boolean },
  ): { readonly errors: readonly AslProblem[] };

  // biome-ignore lint/style/noDefaultExport: that is how the package exports it.
  export { validate as default };
}
