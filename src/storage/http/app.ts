import { Hono } from 'hono'
import { cors } from 'hono/cors'
import { routePath } from 'hono/route'
import type { Api } from './api.ts'
import { clientOf } from './client.ts'
import { createCrowd } from './crowd.ts'
import { HttpError } from './errors.ts'
import { answerFailure } from './failures.ts'
import { createTokenBuckets } from './rates.ts'
import { checkpointRoutes } from './routes/checkpoints.ts'
import { commitmentRoutes } from './routes/commitments.ts'
import { deletionRoutes } from './routes/deletions.ts'
import { fileRoutes } from './routes/files.ts'
import { nodeRoutes } from './routes/nodes.ts'
import { objectRoutes } from './routes/objects.ts'
import { proofRoutes } from './routes/proofs.ts'
import { providerRoutes } from './routes/provider.ts'
import { replicaRoutes } from './routes/replicas.ts'
import { tooMany } from './too-many.ts'

const GROUPS = [
  providerRoutes,
  nodeRoutes,
  commitmentRoutes,
  deletionRoutes,
  proofRoutes,
  checkpointRoutes,
  replicaRoutes,
  objectRoutes,
  fileRoutes,
]

/** Read by pages of other origins only if they are named. */
const EXPOSED = ['etag', 'last-modified', 'content-range', 'accept-ranges', 'retry-after', 'x-amz-data-root']
const METHODS = ['GET', 'HEAD', 'PUT', 'POST', 'DELETE']

/** The HTTP API of a storage provider. */
export function createApp(api: Api): Hono {
  const { config, traffic, log } = api
  const app = new Hono()
  const rates = createTokenBuckets(config.rates.requests, config.rates.clients, api.now)
  const crowd = createCrowd(config.rates.atOnce)
  const { origins } = config.cors

  app.use(async (c, next) => {
    const begun = api.now()
    traffic.began()
    await next()
    const route = c.res.status === 404 && routePath(c, -1) === '/*' ? 'none' : routePath(c, -1)
    traffic.ended({ route, method: c.req.method, status: c.res.status, time: api.now() - begun })
  })
  app.use(cors({ origin: origins.includes('*') ? '*' : [...origins], allowMethods: METHODS, exposeHeaders: EXPOSED }))
  app.use(async (c, next) => {
    const client = clientOf(api, c)
    const turn = rates.take(client)
    if (!turn.ok) throw tooMany(turn.after)
    if (!(await crowd.during(client, next))) throw tooMany(1)
  })
  for (const routes of GROUPS) routes(app, api)
  app.notFound(() => {
    throw new HttpError('not_found', { message: 'there is nothing here by this method' })
  })
  app.onError((error, c) => answerFailure(error, c, log))
  return app
}
