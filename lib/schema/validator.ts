export { checkInput } from "./input.ts";
export { checkRefs } from "./refs.ts";
export type { Violation } from "./violation.ts";
