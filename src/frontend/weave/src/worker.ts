// ForceAtlas2 (Jacomy and others, PLoS ONE 9(6), 2014) away from the page, so that the page stays fluent.

import iterate from "graphology-layout-forceatlas2/iterate.js";

interface Order {
  nodes: Float32Array;
  edges: Float32Array;
  rounds: number;
}
const scope = self as unknown as {
  onmessage: (e: MessageEvent<Order>) => void;
  postMessage: (m: unknown) => void;
};

scope.onmessage = ({ data: { nodes, edges, rounds } }) => {
  const count = nodes.length / 10;
  const settings = {
    linLogMode: false,
    outboundAttractionDistribution: false,
    adjustSizes: false,
    edgeWeightInfluence: 1,
    scalingRatio: 12,
    strongGravityMode: true,
    gravity: 0.12,
    slowDown: 1 + Math.log(count),
    barnesHutOptimize: count > 400,
    barnesHutTheta: 0.8,
  };
  let told = performance.now();
  for (let round = 1; round <= rounds; round++) {
    iterate(settings, nodes, edges);
    if (round === rounds || performance.now() - told > 150) {
      told = performance.now();
      const places = new Float32Array(count * 2);
      for (let i = 0; i < count; i++) {
        places[2 * i] = nodes[10 * i];
        places[2 * i + 1] = nodes[10 * i + 1];
      }
      scope.postMessage({ places, done: round === rounds });
    }
  }
};
