'use strict';

/*
 * Forward pass of LeNet-5. Parameters are in the order of DL4J's flat vector: for a convolution the biases and then the weights
 * [output][input][row][column], for a dense layer the weights [output][input] and then the biases. Filters are not flipped.
 */
const lenet = (() => {
  const SIZE = 32;

  const activations = {
    'tanh': Math.tanh,
    // LeCun's 1.7159 tanh(2x/3) in DL4J's rational approximation.
    'scaled-tanh': x => {
      const y = Math.abs(2 * x / 3);
      return 1.7159 * Math.sign(x) * (1 - 1 / (1 + y + y * y + 1.41645 * y * y * y * y));
    },
    'relu': x => Math.max(0, x)
  };

  const poolings = {
    'average': (a, b, c, d) => (a + b + c + d) / 4,
    'max': Math.max
  };

  /** Creates a network from its description {activation, pooling, black, white, parameters}, with the parameters in Base64. */
  function network(description) {
    const bytes = Uint8Array.from(atob(description.parameters), char => char.charCodeAt(0));
    const view = new DataView(bytes.buffer);
    const parameters = Float32Array.from({length: bytes.length / 4}, (_, i) => view.getFloat32(4 * i, true));
    return {
      parameters,
      activate: activations[description.activation],
      pool: poolings[description.pooling],
      black: description.black,
      white: description.white
    };
  }

  /** Creates the 32x32 input: pixels of 0 to 255 centred on background and normalized as in training. */
  function input(net, pixels, height, width) {
    const scaled = level => Math.fround(net.black + level / 255 * (net.white - net.black));
    const values = new Float32Array(SIZE * SIZE).fill(scaled(0));
    const top = Math.floor((SIZE - height) / 2);
    const left = Math.floor((SIZE - width) / 2);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        values[(top + y) * SIZE + left + x] = scaled(pixels[y * width + x]);
      }
    }
    return {maps: 1, side: SIZE, values};
  }

  /** Computes a 5x5 convolution with activation. Returns the maps and the offset of the next layer's parameters. */
  function convolve(net, from, maps, at) {
    const side = from.side - 4;
    const values = new Float32Array(maps * side * side);
    const weightsAt = at + maps;
    for (let map = 0; map < maps; map++) {
      for (let y = 0; y < side; y++) {
        for (let x = 0; x < side; x++) {
          let sum = net.parameters[at + map];
          for (let input = 0; input < from.maps; input++) {
            for (let row = 0; row < 5; row++) {
              const w = weightsAt + ((map * from.maps + input) * 5 + row) * 5;
              const v = (input * from.side + y + row) * from.side + x;
              for (let column = 0; column < 5; column++) {
                sum += net.parameters[w + column] * from.values[v + column];
              }
            }
          }
          values[(map * side + y) * side + x] = net.activate(sum);
        }
      }
    }
    return {maps, side, values, next: weightsAt + maps * from.maps * 25};
  }

  /** Computes 2x2 pooling. */
  function pool(net, from) {
    const side = from.side / 2;
    const values = new Float32Array(from.maps * side * side);
    for (let i = 0; i < values.length; i++) {
      const map = Math.floor(i / (side * side));
      const at = (map * from.side + 2 * (Math.floor(i / side) % side)) * from.side + 2 * (i % side);
      const v = from.values;
      values[i] = net.pool(v[at], v[at + 1], v[at + from.side], v[at + from.side + 1]);
    }
    return {maps: from.maps, side, values, next: from.next};
  }

  /** Computes a dense layer without activation. */
  function dense(net, from, units, at) {
    const inputs = from.length;
    return Array.from({length: units}, (_, unit) => {
      let sum = net.parameters[at + units * inputs + unit];
      for (let i = 0; i < inputs; i++) {
        sum += net.parameters[at + unit * inputs + i] * from[i];
      }
      return sum;
    });
  }

  /** Returns the feature maps of the first two convolutions and their pooling layers. */
  function features(net, image) {
    const c1 = convolve(net, image, 6, 0);
    const s2 = pool(net, c1);
    const c3 = convolve(net, s2, 16, c1.next);
    const s4 = pool(net, c3);
    return {c1, s2, c3, s4};
  }

  /** Returns the number of classes: each has 84 weights and a bias after the parameters of the other layers. */
  function classes(net) {
    return (net.parameters.length - 60856) / 85;
  }

  /** Returns the probability of each class for an image. */
  function predict(net, pixels, height, width) {
    const {s4} = features(net, input(net, pixels, height, width));
    const c5 = convolve(net, s4, 120, s4.next);
    const f6 = dense(net, c5.values, 84, c5.next).map(net.activate);
    const logits = dense(net, f6, classes(net), c5.next + 84 * 121);
    const largest = Math.max(...logits);
    const exponentials = logits.map(logit => Math.exp(logit - largest));
    const sum = exponentials.reduce((a, b) => a + b, 0);
    return exponentials.map(exponential => exponential / sum);
  }

  return {network, input, features, predict};
})();
