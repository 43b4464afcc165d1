"""Writes ../HyperbandTable.swift: Hyperband's schedules as KerasTuner's own code computes them.

Usage: python make_hyperband_table.py > ../HyperbandTable.swift   (needs the package keras-tuner)
       swift format -i ../HyperbandTable.swift
"""

from importlib.metadata import version

from keras_tuner import Objective
from keras_tuner.oracles import HyperbandOracle


def rounds(oracle, bracket):
    """The rounds of one bracket as Swift text: [[trials, epochs], ...]."""
    pairs = [
        f"[{oracle._get_size(bracket, number)}, {oracle._get_epochs(bracket, number)}]"
        for number in range(oracle._get_num_rounds(bracket))
    ]
    return "[" + ", ".join(pairs) + "]"


print(f"// Written by Fixtures/make_hyperband_table.py with keras-tuner {version('keras-tuner')}.")
print()
print("/// One schedule: brackets from 0 up, each a list of rounds, each trials and epochs.")
print("struct HyperbandTable {")
print("  let maxEpochs: Int")
print("  let factor: Int")
print("  let brackets: [[[Int]]]")
print()
print("  static let all = [")
for max_epochs in (1, 2, 3, 9, 10, 27, 50, 81, 100, 243, 1000):
    for factor in (2, 3, 4):
        oracle = HyperbandOracle(
            objective=Objective("value", "max"), max_epochs=max_epochs, factor=factor
        )
        print("    HyperbandTable(")
        print(f"      maxEpochs: {max_epochs}, factor: {factor},")
        print("      brackets: [")
        for bracket in range(oracle._get_num_brackets()):
            print(f"        {rounds(oracle, bracket)},")
        print("      ]),")
print("  ]")
print("}")
