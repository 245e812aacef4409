/**
 * Writes a validator's code to standard output. Arguments are the schema file and the part that is
 * to be checked: `refs`, the references of a request, or `input`, a whole input of a manifest. Of
 * an input all errors are reported, as users want to see all of them.
 *
 * Ajv compiles schemas by evaluating code that it generates. Here that code is printed instead, so
 * that the program neither carries Ajv nor evaluates anything.
 *
 * @module
 */
import draft4 from "npm:ajv-draft-04@1.0.0";
import standalone from "npm:ajv@8.20.0/dist/standalone/index.js";

const PARTS: Record<string, Record<string, string>> = {
  refs: {
    validateSourceRefs: "input#/definitions/source-object-ref",
    validatePipelineRefs: "input#/definitions/pipeline-object-ref",
  },
  input: {
    validateSourceInput: "input#/oneOf/0",
    validatePipelineInput: "input#/oneOf/1",
  },
};

const [file, part] = Deno.args;
const { schema } = JSON.parse(Deno.readTextFileSync(file!));
const ajv = new draft4.default({
  // The branches of the schema don't repeat that the whole is an object.
  strictTypes: false,
  strictRequired: false,
  allErrors: part === "input",
  code: { source: true, esm: true, lines: true },
});
ajv.addSchema(schema, "input");
console.log(standalone.default(ajv, PARTS[part!]!));
