// Whether custom resources, a list of JSON on standard input, fit the schemas of @kubernetes-models in the folder that is named.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const packages = {
  "external-secrets.io": "external-secrets",
  "keda.sh": "keda",
  "monitoring.coreos.com": "prometheus-operator",
};
let wrong = 0;
for (const object of JSON.parse(readFileSync(0, "utf8"))) {
  const [group, version] = object.apiVersion.split("/");
  const file = resolve(process.argv[2], "@kubernetes-models", packages[group], group, version, `${object.kind}.js`);
  try {
    const model = (await import(pathToFileURL(file)))[object.kind];
    new model(object).validate();
  } catch (error) {
    wrong += 1;
    console.log(`${object.kind} ${object.metadata.name}: ${error.message}`);
  }
}
process.exit(wrong ? 1 : 0);
