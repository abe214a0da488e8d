// EJS 7 ships no types: the part of it that we use.

declare module 'ejs' {
  interface CompileOptions {
    readonly filename: string;
    readonly views: string[];
    readonly cache: boolean;
  }
  const ejs: { compile(template: string, options: CompileOptions): (locals: object) => string };
  export default ejs;
}
