/**
 * Writes a validator's code to standard output. The argument is what is to be checked: `refs`, the
 * references of a request, or `input`, a whole input of a manifest; `storage_refs` and
 * `storage_input` are the same for the other input. Of an input all errors are reported, as people
 * want to see them.
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
  storage_refs: { validateStorageRefs: "input#/definitions/source-object-ref" },
  storage_input: { validateStorageInput: "input#/oneOf/0" },
};

const part = Deno.args[0]!;
const file = part.startsWith("storage") ? "schema-storage.json" : "schema.json";
const { schema } = JSON.parse(Deno.readTextFileSync(`${import.meta.dirname}/../../${file}`));
const ajv = new draft4.default({
  // The branches of the schema don't repeat that the whole is an object.
  strictTypes: false,
  strictRequired: false,
  allErrors: part.endsWith("input"),
  code: { source: true, esm: true, lines: true },
});
ajv.addSchema(schema, "input");
console.log(standalone.default(ajv, PARTS[part]!));
