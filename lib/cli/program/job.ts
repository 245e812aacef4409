import type { Outcome } from "../outcome.ts";

/**
 * Tells people how far a long job has got.
 *
 * @param text what to show in place of what was shown before
 */
export type Progress = (text: string) => void;

/**
 * What the arguments ask for, ready to be done.
 *
 * @param progress where to tell how far it has got
 * @returns what came out
 */
export type Job = (progress: Progress) => Promise<Outcome>;

/**
 * Takes the job of the command that the arguments name.
 *
 * @param job the job
 */
export type Select = (job: Job) => void;
