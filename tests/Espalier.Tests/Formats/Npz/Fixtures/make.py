"""Writes the numpy files beside this script: /usr/bin/python3 make.py (made with numpy 1.24; the tests state the values)."""
import os
import zipfile
import numpy as np
from numpy.lib import format

os.chdir(os.path.dirname(os.path.abspath(__file__)))
w = np.arange(12).reshape(3, 4) / 4
arrays = dict(f2=w.astype("<f2"), f4=w.astype("<f4"), f8=w / 3, big4=w.astype(">f4"), big8=(w / 3).astype(">f8"),
              fortran=np.asfortranarray(w.astype("<f4")), scalar=np.float32(3), empty=np.zeros((0, 3)), counter=np.arange(3))
np.savez("arrays.npz", **arrays)
np.savez_compressed("arrays-deflated.npz", **arrays)
limit = zipfile.ZIP64_LIMIT
zipfile.ZIP64_LIMIT = 10
np.savez("arrays-zip64.npz", **arrays)
zipfile.ZIP64_LIMIT = limit
for version in ((1, 0), (2, 0), (3, 0)):
    with open(f"version{version[0]}.npy", "wb") as file:
        format.write_array(file, w.astype("<f4"), version=version)
np.save("fortran.npy", np.asfortranarray(w))
np.save("integers.npy", np.array([[-(2 ** 53), 5], [7, 2 ** 53]], dtype="<i8"))
np.save("too-large.npy", np.array([1, 2 ** 60 + 1], dtype="<i8"))
np.save("pixels.npy", np.array([[0, 1], [128, 255]], dtype="u1"))
np.save("records.npy", np.zeros(2, dtype=[("a", "<f4"), ("b", "<f4")]))
np.save("objects.npy", np.array([None, "x"], dtype=object), allow_pickle=True)
np.save("complex.npy", np.zeros(2, dtype="<c8"))
