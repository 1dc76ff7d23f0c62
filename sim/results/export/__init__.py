"""Results as files that other programs read: QGIS, MATSim's tools."""
