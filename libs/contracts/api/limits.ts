import { changeLimits } from '../requests.js';
import { organizationLimitsView } from '../views.js';
import { exampleId, organizationLimits } from './examples.js';
import type { ApiRoute } from './route.js';

export const limitRoutes: ApiRoute[] = [
  {
    method: 'patch',
    path: '/v1/admin/organizations/{id}/limits',
    id: 'changeLimits',
    tag: 'Administration',
    summary:
      "Changes an organization's limits, at once and for the current month too; null: the settings' value",
    access: 'admin',
    pathValues: { id: { example: exampleId, about: 'of the organization' } },
    body: changeLimits,
    bodyExample: { monthlyCapMicros: 5_000_000, generationsAtOnce: null },
    answers: [
      {
        status: 200,
        about: 'The limits, and what is left of them',
        schema: organizationLimitsView,
        example: organizationLimits,
      },
    ],
    errors: ['not_found'],
  },
];
