// openapi-typescript writes types with TypeScript's JavaScript API, which TypeScript 7 does not have: to it, and to nobody
// else, "typescript" is the last version that does.
import { register } from 'node:module';

register(
  `data:text/javascript,${encodeURIComponent(
    'export const resolve = (name, context, next) => next(name === "typescript" ? "typescript-5" : name, context);',
  )}`,
  import.meta.url,
);
