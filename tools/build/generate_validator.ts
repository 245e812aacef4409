/**
 * Writes the validator's code to standard output; the schema file is the only argument.
 *
 * Ajv compiles schemas by evaluating code that it generates. Here that code is printed instead, so
 * that the program neither carries Ajv nor evaluates anything.
 *
 * @module
 */
import draft4 from "npm:ajv-draft-04@1.0.0";
import standalone from "npm:ajv@8.20.0/dist/standalone/index.js";

const [file] = Deno.args;
const { schema } = JSON.parse(Deno.readTextFileSync(file!));
const ajv = new draft4.default({
  // Branches may speak of properties without saying once more that the whole is an object.
  strictTypes: false,
  strictRequired: false,
  code: { source: true, esm: true, lines: true },
});
ajv.addSchema(schema, "input");
console.log(standalone.default(ajv, {
  validateInput: "input",
  validateSourceRefs: "input#/definitions/source-object-ref",
  validatePipelineRefs: "input#/definitions/pipeline-object-ref",
}));
