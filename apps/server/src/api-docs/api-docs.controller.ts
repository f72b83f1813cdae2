import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Response } from 'express';
import { Controller, Get, Header, Inject, Param, Res } from '@nestjs/common';
import type { Config } from '../../../../libs/config/index.js';
import { Public } from '../auth/decorators.js';
import { ApiError } from '../common/api-error.js';
import { CONFIG } from '../common/core.module.js';
import { openApiDocument } from './openapi.js';
import { version } from '../common/version.js';

const assets = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>ai-drv: API</title>
<link rel="stylesheet" href="/docs/swagger-ui.css">
<link rel="icon" href="/docs/favicon-32x32.png">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
`;

// No validator: it would send the document's address to a server of somebody else.
const start = `window.ui = SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  validatorUrl: null,
  docExpansion: 'list',
  tagsSorter: 'alpha',
});
`;

const served: Record<string, string> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

// This page alone runs scripts, ours only, and asks nobody but us. Swagger UI sets styles on its elements.
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The API's description, and a page to read and try it with; everything from here, nothing from elsewhere. */
@Public()
@Controller()
export class ApiDocsController {
  private readonly document: string;

  constructor(@Inject(CONFIG) config: Config) {
    this.document = JSON.stringify(openApiDocument(config.publicUrl, version));
  }

  @Get('openapi.json')
  @Header('content-type', 'application/json; charset=utf-8')
  @Header('cache-control', 'no-cache')
  openApi(): string {
    return this.document;
  }

  @Get('docs')
  @Header('content-type', 'text/html; charset=utf-8')
  @Header('content-security-policy', policy)
  docs(): string {
    return page;
  }

  @Get('docs/start.js')
  @Header('content-type', 'text/javascript; charset=utf-8')
  script(): string {
    return start;
  }

  @Get('docs/:file')
  asset(@Param('file') file: string, @Res() response: Response): void {
    if (!Object.hasOwn(served, file)) throw new ApiError('not_found');
    response.set({ 'content-type': served[file]!, 'cache-control': 'public, max-age=86400' });
    response.sendFile(join(assets, file), { cacheControl: false });
  }
}
