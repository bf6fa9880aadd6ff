/**
 * Repairs one snapshot of the telemetry of a network. Called once a case, with all interfaces at once; the answer is
 * written into `answer`.
 *
 * What ought to hold. Both ends of a link count the same traffic: what interface i sent is what its
 * peer received, and the other way round. A router keeps nothing: over all its interfaces, the one
 * to its hosts included, what it received sums to what it sent. A healthy counter reads its true rate to
 * within 2 %, and true rates of the two ends of a link differ by up to 4 %, because they count at
 * slightly different times. A faulty interface reads 0 on both counters, or each of its counters is scaled by a factor of its own, 0.5 to 0.8 or
 * 1.2 to 1.5; faults hit single interfaces (about a fifth of them) or all interfaces of a router. Reports of status are
 * false for 3 % of healthy and 25 % of faulty interfaces. A link that is down carries nothing and
 * both its ends are down.
 *
 * Rates are in Mbit/s, from below 1 to thousands.
 *
 * @param links Read two whole numbers an interface: `links[2 * i]` is its router, from 0;
 *   `links[2 * i + 1]` is its peer, the interface at the other end of the link, or -1 for
 *   the interface to the router's hosts. A router has one of these or none. Numbers are shuffled in every case. Length 2 n for n interfaces.
 * @param readings Read three numbers an interface: `readings[3 * i]` rate received, `readings[3 * i + 1]` rate sent,
 *   `readings[3 * i + 2]` reported status, 1 up or 0 down. Length 3 n.
 * @param answer Write five numbers an interface: `answer[5 * i]` repaired rate received, `answer[5 * i + 1]` repaired
 *   rate sent, both finite and at least 0; `answer[5 * i + 2]` status, 1 up or 0 down;
 *   `answer[5 * i + 3]` and `answer[5 * i + 4]` the probabilities, in [0, 1], that the repaired rates
 *   received and sent are within 10 % of the true ones. Length 5 n, all NaN at first. A rate that is
 *   left out or out of range counts as wrong by 100 %.
 */
export function repair(links: Int32Array, readings: Float64Array, answer: Float64Array): void;
