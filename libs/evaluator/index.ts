export { createEvaluator, type Evaluation, type Evaluator, type EvaluatorOptions } from './evaluator.js';
export type { Facts, Fetch } from './facts.js';
