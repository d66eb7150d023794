// Stands in for onnxruntime_cxx_api.h where a listing is tested without ONNX Runtime: the settings
// come from settings.txt, inputs go to 0.bin, 1.bin, …, and answers come from 0.out, 1.out, …
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <vector>

struct OrtAllocator {};
enum OrtAllocatorType { OrtArenaAllocator = 1 };
enum OrtMemType { OrtMemTypeDefault = 0 };

namespace Ort {
struct Env {};
struct RunOptions {
  explicit RunOptions(std::nullptr_t) {}
};
struct SessionOptions {
  SessionOptions& SetIntraOpNumThreads(int) { return *this; }
  SessionOptions& AddConfigEntry(const char*, const char*) { return *this; }
};
struct AllocatorWithDefaultOptions {
  OrtAllocator inside;
  operator OrtAllocator*() { return &inside; }
};
struct MemoryInfo {
  static MemoryInfo CreateCpu(OrtAllocatorType, OrtMemType) { return {}; }
};
struct Value {
  std::vector<float> values;
  template <class T>
  static Value CreateTensor(const MemoryInfo&, T* data, size_t count, const int64_t*, size_t) {
    return {std::vector<float>(data, data + count)};
  }
  template <class T>
  const T* GetTensorData() const {
    return values.data();
  }
};
struct ModelMetadata {
  std::unique_ptr<char[]> LookupCustomMetadataMapAllocated(const char* key, OrtAllocator*) const {
    std::ifstream file("settings.txt");
    const std::string start = std::string(key) + "=";
    for (std::string line; std::getline(file, line);)
      if (line.rfind(start, 0) == 0) {
        auto text = std::make_unique<char[]>(line.size() - start.size() + 1);
        line.copy(text.get(), line.size(), start.size());
        return text;
      }
    return nullptr;
  }
};
struct Session {
  int runs = 0;
  Session(Env&, const char*, const SessionOptions&) {}
  ModelMetadata GetModelMetadata() const { return {}; }
  std::vector<Value> Run(const RunOptions&, const char* const*, const Value* inputs, size_t,
                         const char* const*, size_t) {
    const std::string name = std::to_string(runs++);
    const auto& sent = inputs[0].values;
    std::ofstream(name + ".bin", std::ios::binary)
        .write(reinterpret_cast<const char*>(sent.data()), sent.size() * sizeof(float));
    std::ifstream answer(name + ".out", std::ios::binary);
    if (!answer) std::exit(3);  // not answered yet
    std::string bytes((std::istreambuf_iterator<char>(answer)), {});
    Value value{std::vector<float>(bytes.size() / sizeof(float))};
    std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(value.values.data()));
    return {value};
  }
};
}  // namespace Ort
