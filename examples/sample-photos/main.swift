print("sample photos")
