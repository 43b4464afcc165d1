"""Writes ../ProcessTable.swift: what other libraries make of a Gaussian process and of densities.

Usage: python make_process_table.py > ../ProcessTable.swift   (needs scikit-learn, scipy and numpy)
       swift format -i ../ProcessTable.swift
"""

from importlib.metadata import version

import numpy
from scipy.stats import norm, truncnorm
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern

random = numpy.random.default_rng(7)
scales = numpy.array([0.3, 0.9, 2.0])
variance, noise = 1.7, 0.01
points = random.random((12, 3))
values = numpy.sin(5 * points[:, 0]) + points[:, 1] ** 2 + 0.1 * random.standard_normal(12)
asked = random.random((5, 3))

kernel = ConstantKernel(variance) * Matern(scales, nu=2.5)
process = GaussianProcessRegressor(kernel, alpha=noise, optimizer=None).fit(points, values)
means, deviations = process.predict(asked, return_std=True)
likelihood = process.log_marginal_likelihood()


def improvement(mean, deviation, best):
    z = (best - mean) / deviation
    return deviation * (norm.pdf(z) + z * norm.cdf(z))


#: mean, standard deviation, best
cases = [(0.0, 1.0, 0.5), (0.3, 0.2, 0.1), (2.0, 0.5, 0.0), (-1.0, 0.1, 0.0)]

# Two points of one axis, weights 1 for each of three components, the last of them uniform.
centres = [0.1, 0.7]
width = max(0.06 * 2 ** (-1 / 5), 1 / (4 * (2 + 2)))
places = [0.0, 0.15, 0.5, 0.99]
densities = [
    (sum(truncnorm.pdf(p, -c / width, (1 - c) / width, c, width) for c in centres) + 1) / 3
    for p in places
]


def row(numbers):
    return "[" + ", ".join(repr(float(number)) for number in numbers) + "]"


packages = ", ".join(f"{name} {version(name)}" for name in ("scikit-learn", "scipy", "numpy"))
print(f"// Written by Fixtures/make_process_table.py with {packages}.")
print()
print("/// A Gaussian process and its posterior; expected improvements; a mixture of cut-off normal densities.")
print("enum ProcessTable {")
print(f"  static let scales: [Double] = {row(scales)}")
print(f"  static let variance = {variance}")
print(f"  static let noise = {noise}")
print("  /// By axis.")
print(f"  static let columns: [[Double]] = [{', '.join(row(c) for c in points.T)}]")
print(f"  static let values: [Double] = {row(values)}")
print(f"  static let asked: [[Double]] = [{', '.join(row(c) for c in asked.T)}]")
print(f"  static let means: [Double] = {row(means)}")
print(f"  static let variances: [Double] = {row(deviations**2)}")
print(f"  static let logLikelihood = {float(likelihood)!r}")
print("  /// Mean, deviation, best value, expected improvement.")
print(f"  static let improvements: [[Double]] = [{', '.join(row((*c, improvement(*c))) for c in cases)}]")
print(f"  static let centres: [Double] = {row(centres)}")
print(f"  static let places: [Double] = {row(places)}")
print(f"  static let densities: [Double] = {row(densities)}")
print("}")
