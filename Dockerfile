# The server. Build: docker build -t ai-drv .     Run: docker compose up -d (docker-compose.yml)

FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# No install scripts: the embedded PostgreSQL that they would prepare is not part of the image.
RUN npm ci --ignore-scripts
COPY . .
RUN npm run build && npm prune --omit=dev --omit=optional --ignore-scripts

FROM node:24-slim
LABEL org.opencontainers.image.title="ai-drv" \
      org.opencontainers.image.description="A sentence in, a Nix derivation out" \
      org.opencontainers.image.licenses="MIT"
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/prisma/migrations ./prisma/migrations
COPY --from=build /app/nix ./nix
# For an image made from this one that has Nix.
COPY --from=build /app/libs/evaluator/stubs ./libs/evaluator/stubs
RUN mkdir /data && chown node:node /data
ENV NODE_ENV=production HOST=0.0.0.0 AI_DRV_DATA_DIR=/data
USER node
VOLUME /data
EXPOSE 5000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 5000}/readyz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/apps/server/src/main.js"]
