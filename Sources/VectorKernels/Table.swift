import CKernels

#if SCANLINE_AVX512
  @_cdecl("scanline_kernels_avx512")
#elseif SCANLINE_AVX2
  @_cdecl("scanline_kernels_avx2")
#endif
/// Fills the table with the kernels of the instruction set that this file is compiled for.
package func fillTable(_ table: UnsafeMutablePointer<KernelTable>) {
  #if SCANLINE_AVX512
    let name: StaticString = "AVX-512"
  #elseif SCANLINE_AVX2
    let name: StaticString = "AVX2"
  #else
    let name: StaticString = "baseline"
  #endif
  table.initialize(
    to: KernelTable(
      name: UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self),
      exp: exponentials, sigmoid: sigmoids, tanh: hyperbolicTangents, relu: relus,
      silu: silus, gelu: gelus,
      sigmoidGradient: sigmoidGradients, tanhGradient: tanhGradients,
      reluGradient: reluGradients, siluGradient: siluGradients, geluGradient: geluGradients,
      softmax: softmaxes,
      add: add, combine: combine, scale: scale, addBias: addBias, columnSums: columnSums,
      addScaled: addScaled, multiply: multiply,
      addProduct: addProduct,
      moments: moments, normalise: normalise, normalisationSums: normalisationSums,
      normalisationGradient: normalisationGradient,
      packedSize: packedSize, pack: pack, packedProduct: packedProduct,
      lstmForward: lstmForward, lstmBackward: lstmBackward, gruForward: gruForward,
      gruBackward: gruBackward, gruOpenGates: gruOpenGates, gruMix: gruMix, gruUnmix: gruUnmix,
      gruCloseGates: gruCloseGates,
      minGRUForward: minGRUForward, minGRUBackward: minGRUBackward,
      adam: adam, randomMask: randomMask,
      warpRow: warpRow, blendRows: blendRows, roundLevels: roundLevels,
      normaliseLevels: normaliseLevels, sharpenRow: sharpenRow,
      normaliseRows: normaliseRows, normaliseRowsGradient: normaliseRowsGradient))
}
